// A lint rule: limits the lines that a function has of its own. Lines of a function inside it count for the inner function only: a closure
// that returns an object of functions is as long as all of them together, and no harder to read for that.

const isFunction = ({ type }) => /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(type);
const linesOf = ({ loc }) => loc.end.line - loc.start.line + 1;

export const functionLength = {
  meta: { type: 'suggestion', docs: { description: 'Limits the lines that a function has of its own.' }, schema: [{ type: 'integer' }] },
  create(context) {
    const [max] = context.options;
    const within = [];
    const enter = () => within.push(0);
    const leave = (node) => {
      const inner = within.pop() ?? 0;
      const lines = linesOf(node);
      if (within.length > 0) within[within.length - 1] += lines > 1 ? lines : 0;
      if (lines - inner > max)
        context.report({ node, message: `This function has ${lines - inner} lines of its own, and may have ${max}.` });
    };
    return {
      ':function': (node) => isFunction(node) && enter(),
      ':function:exit': (node) => isFunction(node) && leave(node),
    };
  },
};
