// Numbers in open extensions: what can't come back as it was sent is refused (contract, section 15).
import { expect, it } from 'vitest';
import { readExtension } from '../../../lib/odata/custom/extensionBody.ts';
import { isJsonObject } from '../../../lib/runtime/json.ts';

/** An extension whose property `big` has this value. */
function read(written: string): unknown {
  const body: unknown = JSON.parse(`{"extensionName": "number", "big": ${written}}`);
  return readExtension(isJsonObject(body) ? body : {}).data.big;
}

it.each(['1e400', '[{"in": -1e400}]', '9007199254740993', '{"in": [18446744073709551615]}'])(
  'a number that would come back as another one is refused by the name of its property: %s',
  (written) => {
    expect(() => read(written)).toThrow(
      expect.objectContaining({ status: 400, code: 'RequestBodyRead', message: expect.stringContaining("'big'") as unknown }),
    );
  },
);

it.each(['9007199254740991', '-9007199254740991', '-1.5e300', '0.1', '1e21', '"9007199254740993"', '[null, {"a": [1, true]}]'])(
  'any other value stays as it came: %s',
  (written) => {
    expect(read(written)).toEqual(JSON.parse(written));
  },
);
