import { connect, type Socket } from 'node:net';

// Readers of the live stream, many in one process: bare sockets, since the server's cost is measured and not theirs.
// Commands come over IPC; each is answered by one message.

interface Open {
  command: 'open';
  port: number;
  /** Paths with their queries, one for each reader. */
  paths: string[];
  /** Number of the first of them. */
  first: number;
}
interface Await {
  command: 'await';
  /** How many of the readers, from the first, are to hear something from now on. */
  readers: number;
}

const AT_ONCE = 200;
const PING = 0x89;
/** Masked, as a client's frames are. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const sockets: Socket[] = [];
const heard: number[] = [];
let onData: (index: number) => void = () => undefined;

const openOne = (port: number, path: string, index: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    sockets[index] = socket;
    let greeting = '';
    let isOpen = false;
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`reader ${index} was closed: ${greeting.slice(0, 100)}`)));
    socket.on('data', (chunk) => {
      if (isOpen && chunk[0] === PING) socket.write(PONG);
      else if (isOpen) {
        heard[index] = performance.timeOrigin + performance.now();
        onData(index);
      } else {
        greeting += chunk.toString('latin1');
        isOpen = greeting.includes('"hello"');
        if (isOpen) resolve();
      }
    });
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\nAccept-Language: de-AT,de;q=0.9\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
  });

async function open({ port, paths, first }: Open): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < paths.length) {
      const index = next++;
      await openOne(port, paths[index]!, first + index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** When the last of them had heard, and how many others did too: epoch milliseconds. */
function awaitAll({ readers }: Await): Promise<{ lastAt: number; others: number }> {
  heard.length = 0;
  return new Promise((resolve) => {
    const waiting = new Set(Array.from({ length: readers }, (_, index) => index));
    onData = (index) => {
      waiting.delete(index);
      if (waiting.size > 0) return;
      onData = () => undefined;
      const lastAt = Math.max(...heard.slice(0, readers));
      setTimeout(() => resolve({ lastAt, others: heard.slice(readers).filter(Boolean).length }), 300);
    };
  });
}

process.on('message', (command: Open | Await | { command: 'end' }) => {
  if (command.command === 'end') process.exit(0);
  const work = command.command === 'open' ? open(command) : awaitAll(command);
  work.then(
    (result) => process.send?.({ type: 'done', ...result }),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ type: 'ready' });
