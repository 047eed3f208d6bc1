/** “先预测”的中文文本。 */
import type { predictEn } from './predict-en';

export const predictZh: Record<keyof typeof predictEn, string> = {
  'predict.title': '栈还是堆？先说说看',
  'predict.intro': '标记已隐藏。请对每个位置判断值在哪里；如果在堆上，再选出原因。然后揭晓。',
  'predict.place': '第 {line} 行：',
  'predict.stack': '栈',
  'predict.heap': '堆',
  'predict.because': '因为……',
  'predict.because.choose': '选择原因',
  'predict.answered': '已回答 {n} / {all}',
  'predict.reveal': '揭晓',
  'predict.again': '再试一次',
  'predict.leave': '回到演练场',
  'predict.score': '位置答对 {n} / {all}',
  'predict.score.causes': '原因答对 {n} / {all}',
  'predict.right': '正确',
  'predict.wrong': '不对',
  'predict.unanswered': '未回答',
  'predict.is.stack': '它留在栈上。',
  'predict.is.heap': '它在堆上：{why}。',
  'predict.way': '它经过的路径',
  'predict.none': '这段程序里没有可以预测的位置。',
  'predict.problems': '程序有错误，请先在演练场中修正；完好的部分仍可回答。',
};
