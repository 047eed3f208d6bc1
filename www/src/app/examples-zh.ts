/** The comments of the examples in Chinese, in their order: a run of comment lines counts as one, as does each comment behind code. Loaded with the language. */
import type { Example } from './examples';

const COMMENTS: Readonly<Record<Example['id'], readonly string[]>> = {
  'returned-pointer': [
    'byPointer 返回局部变量的地址：u 比这次调用活得更久。\n这里不内联它，就像不内联较大的函数那样：如果函数体被复制到\nmain 里，u 就不会离开任何函数。\n',
    'byValue 返回副本：没有什么需要比调用活得更久。',
  ],
  interface: [
    'any 变量可以持有任何类型的值，\n所以它持有的是指向副本的指针。',
    '副本必须和 last 活得一样久',
    '同样的转换，但没有谁留住副本',
  ],
  'small-values': [
    'keep 会留住它得到的东西，所以放进它的接口里的一切都会逃逸。\n是否因此分配内存，则是另一个问题。（不内联它，\n这样下面每次调用只有它自己的那个标记。）\n',
    '放在程序的只读数据里',
    '运行时为每个字节都备有位置',
    '大小为零',
    '指针可以直接放进接口',
    '8 字节：只有这一个要付出代价',
  ],
  closure: [
    'counter 返回一个记住 n 的函数：两者都比调用活得更久。\n这里的调用是真实的调用，就像大到不能内联的函数那样。\n',
    'walk 调用 visit，然后就忘掉它。',
    'sum 把函数字面量交给不会留住它的一方：\n字面量和 n 都留在栈上。',
  ],
  'method-value': [
    'trim 把 s.has 交给会忘掉它的一方：把 s 与方法绑在一起的值\n就在栈帧里。',
    'install 留住它：绑定 s 的值在堆上，s 指向的内容也必须在堆上。',
    'call 不需要这样的值。',
  ],
  goroutine: [
    'total 同时对 xs 的两半求和。goroutine 有自己的栈，\n可能比启动它的函数活得更久：两边都用到的 left\n不能住在 total 的栈帧里，right 可以。',
  ],
  channel: [
    'byPointer：收到 r 的一方可能会留住它，所以每个 r 都在堆上。',
    'byValue：通道的缓冲区存放副本，r 留在栈帧里。',
  ],
  'slice-size': [
    'constant：编译器知道大小，数组就在栈帧里。',
    'variable：栈帧只有一种大小。其中为它留有 32 字节；\n更大的在程序运行时到堆上创建。',
    'large：大小是常量，但超过栈帧能容纳的 64 KiB。',
    'bounded：按需要的最大大小准备，用多少取多少。',
  ],
  'append-growth': [
    'grown 开始时没有空间：每当数组装满，append 就创建更大的数组\n并复制过去。编译器没有一行提到这件事。',
    'once 先留出空间。数组照样逃逸，但只有一个。',
    'lent 填写调用方已有的空间：那块空间在栈上时，\n什么也不用创建。',
  ],
  'string-building': [
    'added 每一轮都创建新字符串：除了最后一个，其余都白费了。',
    'joined 先计算长度，再创建一个字符串：这发生在 strings.Join 里，\n那里没有我们的标记。',
    'isKey 比较之后就忘掉：字符串不逃逸。不超过 32 字节时它在栈帧里，\n更长的仍然在堆上创建。',
    'has 用字节来查找：编译器在这里不创建字符串。',
  ],
  maps: [
    'distinct 用完就忘掉 map：最初一组 8 个条目在栈帧里。\nmap 变大后，更多的条目在堆上创建。',
    'pointers：map 持有的一切都在堆上，所以每个 Page 都在堆上创建。',
    'values：map 自己的内存存放这些页面，不再创建别的。',
  ],
  inlining: [
    'newVector 很小：它的函数体代替了调用。\n在 length 里，这个向量不再离开函数。',
    'checkedVector 太大，不能内联：每次调用都在堆上创建一个向量。',
    '在程序下方关闭内联：这时 length 也要付出代价。',
  ],
  devirtualise: [
    'known：编译器看得出接口里是哪种类型，于是直接调用它的方法。\n这个方法不会留住缓冲区。',
    'unknown：任何类型都可能传进来，它的 Read 可能留住缓冲区。',
    'checksum：fnv.New32a 被内联，所以这里也知道它的类型。',
  ],
  generics: [
    'AnyStack 存放任何类型的值：每个数字都放进接口，\n而接口持有指向堆上副本的指针。',
    'Stack 存放的就是值本身。',
    'addAll 对所有指针只编译一次：要调用哪个 Add，运行时才知道，\n而它可能留住 x 指向的内容。',
    'addPoint 知道是哪个方法。',
  ],
  'buffer-pool': [
    'New 里的缓冲区是堆上唯一的一个，会反复使用。',
    '太大的缓冲区会一直占着内存',
    '这是副本：缓冲区本身不能离开',
  ],
  'pool-misuse': [
    'render 交出缓冲区的一个视图，又把缓冲区放回池里：\n下一个取到它的人，会改写调用方还在读的字节。',
    'forget 没有清空缓冲区：上一次写入的内容还在里面。',
    'box 放回的是切片而不是指针：Put 自己要为切片头分配内存。',
  ],
  'packet-reader': ['readPacket 给出头部和载荷的校验和：\nh 会离开函数，两个缓冲区不会。'],
  'json-requests': ['handle 每次调用创建一个 Request。json.Unmarshal 接收 any，\n它怎样处理这个值，编译器无从追踪。'],
  'http-handler': ['checksum 通过一个临时缓冲区读取请求体。Read 是通过接口调用的：\n就编译器所知，它会留住 buf。'],
  'log-line': ['Line 在新的缓冲区里拼出一行，再交给 writer：\n每一行分配一次。'],
};

/** Comments alone, or behind code; what the compiler reads (`//go:`) stays. */
const RUN = /^([ \t]*)\/\/(?!go:)[^\n]*(?:\n[ \t]*\/\/(?!go:)[^\n]*)*|[ \t]\/\/ [^\n]*/gm;

/** How many comments a program has. */
export const commentsIn = (text: string): number => [...text.matchAll(RUN)].length;

/** An example with its comments in Chinese. */
export function inChinese({ id, text }: Example): string {
  let next = 0;
  return text.replace(RUN, (whole, indent: string | undefined) => {
    const comment = COMMENTS[id][next++];
    if (comment === undefined) return whole;
    if (indent === undefined) return `${whole[0]}// ${comment}`;
    return comment.split('\n').map((line) => `${indent}//${line && ` ${line}`}`).join('\n');
  });
}
