// Limits of subscriptions, each with where it comes from; the others are in `limits.ts`.

/** Active subscriptions of one mailbox over all applications, and those of one application among them (contract, section 12). */
export const maxSubscriptions = { ofMailbox: 1_000, ofApplication: 100 } as const;

/**
 * Minutes that a subscription lives: at least, at most, at most where notifications carry the event itself, and at most where its right
 * rests on the groups of a token alone (contract, section 12).
 */
export const subscriptionMinutes = { min: 45, max: 10_080, withResourceData: 1_440, byToken: 1_440 } as const;

/** Characters of `clientState`, of each URL, and of a certificate's name (contract, section 12). */
export const maxClientStateLength = 255;
export const maxReceiverUrlLength = 2_048;
export const maxCertificateIdLength = 128;

/** Characters of a certificate: far more than one with a key of 4,096 bits has in PEM (ours). */
export const maxCertificateLength = 32 * 1024;

/** Bits of a certificate's RSA key (contract, section 12). */
export const certificateKeyBits = { min: 2_048, max: 4_096 } as const;

/** Milliseconds that a receiver has for a handshake, and how many one caller may have running for one mailbox (contract, section 12). */
export const handshakeMs = 10_000;
export const maxHandshakesAtOnce = 4;
