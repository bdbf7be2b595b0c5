// What the page has asked of the API: the last requests with their answers.
import { signal } from '@preact/signals';
import { listen, type Exchange } from '../graph.ts';

const exchanges = signal<readonly Exchange[]>([]);
const most = 50;

listen((exchange) => {
  exchanges.value = [exchange, ...exchanges.value.filter(({ number }) => number !== exchange.number)].slice(0, most);
});

export function Seen() {
  return (
    <details class="seen">
      <summary>Requests ({exchanges.value.length})</summary>
      <ol>
        {exchanges.value.map(({ number, method, url, answer, failure }) => (
          <li key={number}>
            {method} {new URL(url).pathname} {answer?.status ?? failure ?? '…'}
          </li>
        ))}
      </ol>
    </details>
  );
}
