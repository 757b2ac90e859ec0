import type * as estree from 'acorn';

/** Syntax that is not in the language, in the words of somebody who wrote it. */
const words: Readonly<Partial<Record<estree.AnyNode['type'], string>>> = {
  ArrayExpression: 'an array literal', ArrowFunctionExpression: 'a function', AwaitExpression: "'await'", BinaryExpression: 'a calculation',
  CallExpression: 'a call', ChainExpression: "'?.'", ClassDeclaration: 'a class', ClassExpression: 'a class', ConditionalExpression: "'?:'",
  DebuggerStatement: "'debugger'", DoWhileStatement: "'do … while'", ExportAllDeclaration: "'export *'", ExportNamedDeclaration: "an 'export' by name",
  ExpressionStatement: 'code outside the function', ForInStatement: "'for … in'", ForOfStatement: "'for … of'", ForStatement: "'for' outside the function",
  BlockStatement: 'a block outside the function', IfStatement: "'if' outside the function", WhileStatement: "'while' outside the function",
  FunctionDeclaration: 'a function', FunctionExpression: 'a function', Identifier: 'a name', ImportDeclaration: "'import'", ImportExpression: "'import'",
  LabeledStatement: 'a label', Literal: 'a literal', LogicalExpression: 'a condition', MemberExpression: 'a value', MetaProperty: "'import.meta' or 'new.target'",
  NewExpression: "'new'", ObjectExpression: 'an object', SequenceExpression: 'the comma operator', SpreadElement: "'...'", Super: "'super'",
  SwitchStatement: "'switch'", TaggedTemplateExpression: 'a template string', TemplateLiteral: 'a template string', ThisExpression: "'this' alone",
  ThrowStatement: "'throw'", TryStatement: "'try'", UnaryExpression: 'a calculation', VariableDeclaration: 'a declaration outside the function',
  WithStatement: "'with'", YieldExpression: "'yield'", EmptyStatement: "a ';' outside the function",
};

export function describe(node: estree.AnyNode): string {
  return words[node.type] ?? 'this';
}
