// Forms of text that mean the same wherever they stand: in paths, headers, tokens and the directory.

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether text is a GUID (RFC 9562, section 4), in any case of letters. */
export const isGuid = (text: string): boolean => guid.test(text);

/** Letters and digits of any script around RFC 5322's `atext` without the slash, so that `o'brien+x_y.com#EXT#` is one. */
const nameAtDomain = /^[\p{L}\p{M}\p{N}.!#$%&'*+=?^_`{|}~-]+@[\p{L}\p{M}\p{N}.-]+$/u;

/** Whether text has the form of a userPrincipalName; it may be of any length, and `oid@tid` has it, too. */
export const isNameAtDomain = (text: string): boolean => nameAtDomain.test(text);
