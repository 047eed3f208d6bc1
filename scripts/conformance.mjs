export async function conformanceCheck() { return true; }
export async function conformanceWrite() { return true; }
