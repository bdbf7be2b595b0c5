// A lint rule: the title of a test is a sentence that makes sense alone in a list of failures, with its subject first. It refuses only
// titles that certainly aren't such sentences.

/** Words that don't begin a sentence with a subject: verbs, continuations of another title, and empty words. */
const verbs =
  "is isn’t isn't are aren’t aren't was were has hasn't have had does doesn’t doesn't do don’t don't did may might can can’t can't cannot could must " +
  'will would should works accepts adds agrees allows asks becomes begins belongs calls carries closes comes decides deletes drops ends expires ' +
  'fails finds gets gives goes hides holds honours ignores joins keeps knows leads leaves lets lies loses makes moves needs obeys opens outlives passes ' +
  'prints reaches receives refuses rejects removes renames replaces resumes returns says sees sends serves shows sits starts stays stops stores takes tells throws ' +
  'understands uses waits walks writes';
const goesOn = 'and but or because that which';
const prepositions = 'of by in with without to from for on at under over behind before after as when where while until unless';

const first = (words) => new RegExp(`^(?:${words.split(' ').join('|')})(?![\\w’'-])`);
const isVerb = first(verbs);
const onlyGoesOn = first(goesOn);
const beginsWithPreposition = first(prepositions);
/** `answers the request`, `lists what there is`: these words may be nouns, but not before such a word. */
const isVerbBeforeObject = /^[a-z]+s (?:an?|the|no|nothing|it|its|them|what|whatever|every|nobody)\b/;
const placeholder = /%[a-z#%]|\$\{\}|\$[a-z][\w.]*/gi;

/** What is wrong with a title, or undefined. */
export function titleFault(title) {
  const words = title
    .replace(placeholder, ' ')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length === 0) return 'has no words of its own';
  if (/\btest\b/i.test(words[0]) && /^test\b/i.test(title)) return 'says that it is a test';
  if (isVerb.test(title) || isVerbBeforeObject.test(title)) return 'begins with a verb, and has no subject';
  if (onlyGoesOn.test(title)) return 'goes on with a sentence that it does not begin';
  if (beginsWithPreposition.test(title) && !/[,:]/.test(title)) return 'begins with a preposition, and has no subject';
  if (/^(?:an?|the) \S+$/.test(title)) return 'says nothing of its subject';
  return undefined;
}

/** The text of a title, with `${}` for each expression; undefined if it isn't a literal. */
function textOf(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  return node?.type === 'TemplateLiteral' ? node.quasis.map(({ value }) => value.cooked).join('${}') : undefined;
}

/** Whether a call is `it(…)`, `test(…)`, `it.only(…)`, `it.each(…)(…)` or similar. */
function isTest({ callee }) {
  let named = callee.type === 'CallExpression' ? callee.callee : callee;
  named = named.type === 'TaggedTemplateExpression' ? named.tag : named;
  const isTable = callee !== named;
  if (named.type === 'MemberExpression')
    return (isTable || /^(?:only|skip|concurrent|fails)$/.test(named.property.name)) && isName(named.object);
  return !isTable && isName(named);
}
const isName = ({ type, name }) => type === 'Identifier' && /^(?:it|test)$/.test(name);

export const testTitles = {
  meta: { type: 'suggestion', docs: { description: 'Asks for whole sentences as titles of tests.' }, schema: [] },
  create(context) {
    return {
      CallExpression(node) {
        if (!isTest(node)) return;
        const title = textOf(node.arguments[0]);
        const fault = title === undefined ? undefined : titleFault(title);
        if (fault !== undefined)
          context.report({
            node: node.arguments[0],
            message: `This title ${fault}. It is to be a sentence: a subject, and what is so of it.`,
          });
      },
    };
  },
};
