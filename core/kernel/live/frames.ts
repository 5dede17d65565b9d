// Frames from server to client carry no mask, so the very same bytes go to every reader (RFC 6455, 5.2).

const TEXT = 0x81;

export function textFrame(text: string): Buffer {
  const body = Buffer.from(text);
  const { length } = body;
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header[0] = TEXT;
  if (header.length === 2) header[1] = length;
  else if (header.length === 4) {
    header[1] = 126;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, body]);
}

/** Empty; answered by every client by itself. */
export const PING: Buffer = Buffer.from([0x89, 0]);
