import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const COMPRESSED = /\.(js|css|svg)$/;

/** Writes `.br` and `.gz` beside each asset: compressed once, at the highest level, instead of with every answer. */
export const compressedTwins = (): Plugin => ({
  name: 'compressed-twins',
  apply: 'build',
  async writeBundle({ dir }, bundle) {
    const files = Object.keys(bundle).filter((file) => COMPRESSED.test(file));
    await Promise.all(
      files.map(async (name) => {
        const file = path.join(dir!, name);
        const content = await readFile(file);
        const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
        await Promise.all([
          promisify(brotliCompress)(content, { params: quality }).then((small) => writeFile(`${file}.br`, small)),
          promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }).then((small) =>
            writeFile(`${file}.gz`, small),
          ),
        ]);
      }),
    );
  },
});
