/** More are no pile of documents, but a folder that was dropped by mistake. */
const MOST = 1000;
const DEEPEST = 8;

/**
 * The files of a drop, those of its folders too. The transfer is read before the first wait: after the event it is empty.
 * @param {DataTransfer} transfer
 * @returns {Promise<{files: File[], folder: boolean}>}
 */
export async function droppedFiles(transfer) {
  const all = [...transfer.files];
  const entries = [...transfer.items].filter((item) => item.kind === 'file').map((item) => item.webkitGetAsEntry?.());
  if (!entries.some((entry) => entry?.isDirectory)) return { files: all, folder: false };
  const files = [];
  for (const entry of entries) await collect(entry, files, 0);
  return { files, folder: true };
}

async function collect(entry, files, depth) {
  if (!entry || files.length >= MOST || depth > DEEPEST || entry.name.startsWith('.')) return;
  try {
    if (entry.isFile) {
      files.push(await new Promise((resolve, reject) => { entry.file(resolve, reject); }));
      return;
    }

    const reader = entry.createReader();
    for (let batch = await read(reader); batch.length > 0; batch = await read(reader)) {
      for (const child of batch) await collect(child, files, depth + 1);
    }
  } catch {
    // A file that may not be read is left out.
  }
}

/** Some of the entries; none when all were read. */
const read = (reader) => new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
