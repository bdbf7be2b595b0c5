// Keeps the ledger of one delivery: notes what becomes known, and stores it unless another delivery has written the ledger meanwhile.
import type { Clock } from '../../../runtime/clock.ts';
import type { Documents } from '../../../stores/documents.ts';
import { ledgerWrite, type Ledger } from './ledger.ts';

interface LedgerDependencies {
  readonly documents: Pick<Documents, 'commit'>;
  readonly clock: Clock;
}

/** The ledger of a delivery: what is known, and what of it is stored. */
export interface OpenLedger {
  /** The ledger as it is known. */
  readonly ledger: () => Ledger;
  readonly note: (change: (ledger: Ledger) => Ledger) => void;
  /** Notes the change, and stores what isn't stored yet; false when another delivery has written the ledger since it was read. */
  readonly save: (change: (ledger: Ledger) => Ledger) => Promise<boolean>;
}

/** Opens the ledger that was read, of the meeting whose `pending` lies in the partition. */
export function openLedger({ documents, clock }: LedgerDependencies, partition: string, incarnation: string, read: Ledger): OpenLedger {
  let ledger = read;
  let stored = read;
  return {
    ledger: () => ledger,
    note: (change) => {
      ledger = change(ledger);
    },
    save: async (change) => {
      ledger = change(ledger);
      if (ledger === stored) return true;
      const committed = await documents.commit(partition, [ledgerWrite(incarnation, ledger, clock())]);
      if (committed.outcome === 'refused') return false;
      ledger = stored = { ...ledger, revision: ledger.revision + 1 };
      return true;
    },
  };
}
