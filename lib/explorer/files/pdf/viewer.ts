// Draws a PDF by Mozilla's PDF.js. It runs in a frame with an origin of its own that may ask nobody for anything: its policy forbids all but this
// script. Pages become pictures, with their text for screen readers; links, forms, scripts and embedded files of the PDF become nothing. What
// PDF.js would load from elsewhere isn't there: images in JPEG 2000 and JBIG2, and fonts that aren't in the file, of which the system's take the place.
import { getDocument, type PDFPageProxy } from 'unpdf/pdfjs';
import { maxPages, type Told } from './told.ts';
import './viewer.css';

/** Pixels of a page's picture, and of an image in the file, at most. */
const maxPixels = 2_000_000;
const maxImagePixels = 16_000_000;

// Only pages of this service may have this one in a frame (`frame-ancestors`), and the message has nothing that others mustn't know.
const tell = (told: Told): void => window.parent.postMessage(told, '*');

function receive({ data, source }: MessageEvent): void {
  if (source !== window.parent || !(data instanceof ArrayBuffer)) return;
  removeEventListener('message', receive);
  draw(data).catch((error: unknown) => tell({ pdf: 'refused', isLocked: error instanceof Error && error.name === 'PasswordException' }));
}

async function draw(data: ArrayBuffer): Promise<void> {
  const { promise } = getDocument({
    data,
    maxImageSize: maxImagePixels,
    canvasMaxAreaInBytes: 4 * maxImagePixels,
    enableXfa: false,
    useSystemFonts: true,
    useWasm: false,
    useWorkerFetch: false,
    verbosity: 0,
  });
  const pdf = await promise;
  const pages = pdf.numPages;
  for (let drawn = 1; drawn <= Math.min(pages, maxPages); drawn++) {
    await drawPage(await pdf.getPage(drawn), `Page ${drawn} of ${pages}`);
    tell({ pdf: 'drawn', drawn, pages });
  }
}

async function drawPage(page: PDFPageProxy, label: string): Promise<void> {
  const { width, height } = page.getViewport({ scale: 1 });
  const wanted = (document.body.clientWidth * devicePixelRatio) / width;
  const viewport = page.getViewport({ scale: Math.min(wanted, Math.sqrt(maxPixels / (width * height))) });
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.floor(viewport.width));
  canvas.height = Math.max(1, Math.floor(viewport.height));
  canvas.ariaHidden = 'true';
  const text = document.createElement('p');
  const section = document.createElement('section');
  section.ariaLabel = label;
  section.append(canvas, text);
  document.getElementById('pages')?.append(section);
  await page.render({ canvas, viewport }).promise;
  const { items } = await page.getTextContent();
  text.textContent = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('');
  page.cleanup();
}

addEventListener('message', receive);
tell({ pdf: 'ready' });
