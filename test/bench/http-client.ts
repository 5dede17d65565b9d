import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

interface Line {
  send(request: string): Promise<Answer>;
  close(): void;
}

const HEAD_ENDS = '\r\n\r\n';

/** The answer at the beginning of what has arrived; undefined while it is not all there. */
function readAnswer(arrived: Buffer): Answer | undefined {
  const end = arrived.indexOf(HEAD_ENDS);
  if (end < 0) return undefined;
  const head = arrived.toString('latin1', 0, end);
  const status = Number(head.slice(9, 12));
  const length = status === 304 || status === 204 ? '0' : /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${head}`);
  const begins = end + HEAD_ENDS.length;
  if (arrived.length < begins + Number(length)) return undefined;
  return { status, body: arrived.toString('utf8', begins, begins + Number(length)) };
}

/** One connection, one request at a time on it; opened again when the server has closed it for being idle. */
function openLine(host: string, port: number): Line {
  let waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;
  let arrived: Buffer = Buffer.alloc(0);
  let socket: Socket | undefined;
  const fail = (error: Error): void => waiting?.reject(error);

  function hear(part: Buffer): void {
    arrived = arrived.length === 0 ? part : Buffer.concat([arrived, part]);
    try {
      const answer = readAnswer(arrived);
      if (!answer) return;
      arrived = Buffer.alloc(0);
      const { resolve } = waiting!;
      waiting = undefined;
      resolve(answer);
    } catch (error) {
      fail(error as Error);
    }
  }

  function open(): Socket {
    const opened = connect(port, host).setNoDelay(true);
    opened.on('error', fail);
    opened.on('close', () => {
      socket = undefined;
      fail(new Error('the server closed the connection'));
    });
    opened.on('end', () => (socket = undefined));
    return opened.on('data', hear);
  }

  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket ??= open();
        socket.write(request);
      }),
    close: () => socket?.destroy(),
  };
}

/** Speaks just enough HTTP/1.1 for a bench: the client's work is measured along with the server's, on the same cores. */
export function createHttpClient(origin: string, sockets: number) {
  const { hostname, port, host } = new URL(origin);
  const all = Array.from({ length: sockets }, () => openLine(hostname, Number(port)));
  const free = [...all];
  const queue: ((line: Line) => void)[] = [];

  function give(line: Line): void {
    const next = queue.shift();
    if (next) next(line);
    else free.push(line);
  }

  async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const line = free.pop() ?? (await new Promise<Line>((resolve) => queue.push(resolve)));
    const text = body === undefined ? '' : JSON.stringify(body);
    const content =
      body === undefined ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n`;
    const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const answer = await line.send(
      `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${more.join('')}${content}\r\n${text}`,
    );
    give(line);
    return answer;
  }

  return {
    get: (path: string, headers?: Record<string, string>) => send('GET', path, undefined, headers),
    post: (path: string, body: unknown, headers?: Record<string, string>) => send('POST', path, body, headers),
    close: () => all.forEach((line) => line.close()),
  };
}

export type HttpClient = ReturnType<typeof createHttpClient>;
