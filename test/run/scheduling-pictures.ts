import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { draw } from './scheduling/draw.ts';
import { allPictures } from './scheduling/pictures.ts';
import { ROOT } from './steps.ts';

// The pictures of docs/scheduling.md, drawn from what the engine answers: node test/run/scheduling-pictures.ts.

const FOLDER = path.join(ROOT, 'docs/images/scheduling');

mkdirSync(FOLDER, { recursive: true });
for (const { name, picture } of allPictures()) writeFileSync(path.join(FOLDER, `${name}.svg`), draw(picture));
