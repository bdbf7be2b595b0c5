// Files that would run, ask or look where they mustn't, if something showed them as what they say they are: HTML, SVG, XML, PDF and polyglots.
import { hostilePdfs } from './pdfs.ts';

export interface HostileFile {
  readonly name: string;
  /** What the sender says it is. */
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** The corpus. `canary`: a URL that nothing may ask. What runs sets `ran` in its window and in those that it reaches. */
export function hostileFiles(canary: string): readonly HostileFile[] {
  const script = `window.ran=1;try{parent.ran=1}catch{};try{top.ran=1}catch{};try{opener.ran=1}catch{};fetch('${canary}/fetch');new Image().src='${canary}/image';alert('ran')`;
  const tag = `<script>${script}</script>`;
  const svg = (inside: string, attributes = ''): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="40" ${attributes}>${inside}</svg>`;
  const html = 'text/html';
  const image = 'image/svg+xml';
  const texts: readonly (readonly [name: string, contentType: string, text: string])[] = [
    ['script.html', html, `<!doctype html>${tag}`],
    ['error.html', html, `<img src=x onerror="${script}"><video><source onerror="${script}"></video><body onload="${script}">`],
    ['refresh.html', html, `<meta http-equiv=refresh content="0;url=${canary}/refresh"><base href="${canary}/" target=_top>`],
    [
      'form.html',
      html,
      `<form id=f action="${canary}/form" method=post></form><input autofocus onfocus="f.submit()"><script>f.submit()</script>`,
    ],
    [
      'frame.html',
      html,
      `<iframe src="${canary}/frame"></iframe><iframe srcdoc="${tag.replaceAll('"', '&quot;')}"></iframe><object data="${canary}/object"></object><embed src="${canary}/embed">`,
    ],
    [
      'links.html',
      html,
      `<link rel=stylesheet href="${canary}/css"><link rel=preload as=script href="${canary}/preload"><link rel=dns-prefetch href="${canary}"><style>@import '${canary}/import'</style>`,
    ],
    [
      'top.html',
      html,
      `<script>top.location='${canary}/top';window.open('${canary}/open')</script><a href="javascript:${script}" autofocus>x</a>`,
    ],
    ['named-as-image.png', 'image/png', `<html>${tag}`],
    ['named-as-text.txt', 'text/plain', tag],
    ['strict.xhtml', 'application/xhtml+xml', `<html xmlns="http://www.w3.org/1999/xhtml"><script>${script}</script></html>`],
    ['script.svg', image, svg(`<script>${script}</script>`)],
    ['load.svg', image, svg(`<image href="x" onerror="${script}"/>`, `onload="${script}"`)],
    [
      'foreign.svg',
      image,
      svg(
        `<foreignObject width="40" height="40"><iframe xmlns="http://www.w3.org/1999/xhtml" src="${canary}/foreign"/><body xmlns="http://www.w3.org/1999/xhtml" onload="${script}"/></foreignObject>`,
      ),
    ],
    [
      'asks.svg',
      image,
      svg(
        `<image href="${canary}/svg-image"/><use xlink:href="${canary}/use#x"/><style>@import '${canary}/svg-css'; rect { fill: url(${canary}/fill#x) }</style><rect width="9" height="9"/>`,
      ),
    ],
    [
      'animate.svg',
      image,
      svg(
        `<a xlink:href="javascript:${script}"><animate attributeName="xlink:href" values="javascript:${script}" begin="0s"/><set attributeName="onmouseover" to="${script}"/><rect width="40" height="40"/></a>`,
      ),
    ],
    [
      'sheet.svg',
      image,
      `<?xml-stylesheet href="${canary}/sheet.xsl" type="text/xsl"?><?xml-stylesheet href="${canary}/sheet.css"?>${svg('')}`,
    ],
    ['entity.svg', image, `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "${canary}/entity">]>${svg('<text>&x;</text>')}`],
    ['svg-in-png.png', 'image/png', svg(`<script>${script}</script>`)],
    [
      'style.xml',
      'text/xml',
      `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="${canary}/xsl"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>${script}</h:script></x>`,
    ],
    [
      'archive.mhtml',
      'multipart/related',
      `MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n${tag}\r\n--x--`,
    ],
    ['utf7.html', 'text/html; charset=utf-7', '+ADw-script+AD4-parent.ran=1+ADw-/script+AD4-'],
    ['module.js', 'text/javascript', script],
    ['import.css', 'text/css', `@import '${canary}/css-file';`],
    ['link.url', 'application/internet-shortcut', `[InternetShortcut]\r\nURL=javascript:${script}`],
    ['"><img src=x onerror="parent.ran=1">.html', html, tag],
    ['\u202eexe.\u202cfdp.html', html, tag],
    ['../../up.html', html, tag],
  ];
  const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  const pdf = pdfWith(`app.alert('ran'); app.launchURL('${canary}/pdf'); this.submitForm('${canary}/submit')`, canary);
  const binaries: readonly (readonly [name: string, contentType: string, bytes: Buffer])[] = [
    ['script.pdf', 'application/pdf', pdf],
    ['pdf-named-as-text.txt', 'text/plain', pdf],
    ...hostilePdfs(script, canary),
    ['html-before.pdf', html, Buffer.concat([Buffer.from(tag), pdf])],
    ['gif-and-script.gif', 'image/gif', Buffer.from(`GIF89a/*${'\0'.repeat(4)}*/=1;${script}`)],
    ['gif-and-html.html', html, Buffer.concat([gif, Buffer.from(tag)])],
    ['png-and-html.html', html, Buffer.concat([png, Buffer.from(`<html>${tag}`)])],
    ['jpeg-and-html.jpg', 'image/jpeg', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xfe, 0x02, 0x00]), Buffer.from(tag)])],
    ['webp-and-script.webp', 'image/webp', Buffer.from(`RIFF=1/*WEBPVP8 */;${script}`)],
    ['utf16.html', 'text/html', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(tag, 'utf16le')])],
    ['zeros.html', html, Buffer.from(`<\0script>${script}</script>${tag}`)],
    ['module.wasm', 'application/wasm', Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])],
    ['movie.swf', 'application/x-shockwave-flash', Buffer.from('FWS\x09\0\0\0\0')],
  ];
  return [
    ...texts.map(([name, contentType, text]) => ({ name, contentType, bytes: Buffer.from(text) })),
    ...binaries.map(([name, contentType, bytes]) => ({ name, contentType, bytes })),
  ];
}

/** A page that runs a script as soon as it is opened, and links outside. */
const pdfWith = (script: string, canary: string): Buffer =>
  Buffer.from(`%PDF-1.7
1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(${script.replaceAll(/[()]/g, String.raw`\$&`)})>>/AA<</WC<</S/URI/URI(${canary}/close)>>>>>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/AA<</O<</S/URI/URI(${canary}/open-page)>>>>>>endobj
trailer<</Root 1 0 R>>`);
