// The lint rule on titles of tests: what it refuses, and that it lets in whatever may be a sentence.
import { expect, it } from 'vitest';
import { titleFault } from '../../../lint/testTitles.js';

it.each([
  ['is true from the first to the last', 'begins with a verb, and has no subject'],
  ['has one for the organization', 'begins with a verb, and has no subject'],
  ['refuses %j', 'begins with a verb, and has no subject'],
  ['can’t be deleted', 'begins with a verb, and has no subject'],
  ['answers the request', 'begins with a verb, and has no subject'],
  ['should work', 'begins with a verb, and has no subject'],
  ['of one occurrence what that was', 'begins with a preposition, and has no subject'],
  ['in base64', 'begins with a preposition, and has no subject'],
  ['that is longer than it may be', 'goes on with a sentence that it does not begin'],
  ['and nothing more', 'goes on with a sentence that it does not begin'],
  ['a circle', 'says nothing of its subject'],
  ['%s', 'has no words of its own'],
  ['$methods $template', 'has no words of its own'],
  ['test of dates', 'says that it is a test'],
])('the title %j is refused, since it %s', (title, fault) => {
  expect(titleFault(title)).toBe(fault);
});

it.each([
  'an occurrence hides what it hides',
  'what was deleted is gone at once',
  'answers of a batch that do not fit are 507',
  'changes of nobody change nothing',
  'lists come page by page',
  '%s is refused with 411',
  '$value serves safely, whatever the file says it is',
  'of two commits at once that make the same document, one is done and one refused',
  'has-been is a word',
  'isCancelled tells a cancelled event',
])('the title %j is let in', (title) => {
  expect(titleFault(title)).toBeUndefined();
});
