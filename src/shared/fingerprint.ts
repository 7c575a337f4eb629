/** A fingerprint as people compare it: groups of four digits, in capitals. @param hex - hexadecimal digits, in any case */
export const fingerprintText = (hex: string): string => (hex.toUpperCase().match(/.{1,4}/g) ?? []).join(' ');
