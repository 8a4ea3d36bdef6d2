// A table as CSV (RFC 4180), as the spreadsheet of the reader's language opens it.

/** A cell that starts like this is a formula for a spreadsheet, and texts of documents are hostile. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * @param {(string|number|boolean|null|undefined)[][]} rows the first one has the names of the columns
 * @param {string} language a spreadsheet in French expects semicolons, and decimal commas
 * @returns {string} with a byte order mark, without which spreadsheets don't take it for UTF-8
 */
export function csv(rows, language) {
  const french = language === 'fr';
  const cell = (value) => {
    if (typeof value === 'number') return quoted(french ? String(value).replace('.', ',') : String(value));
    const text = String(value ?? '').replace(/\r\n?/g, '\n');
    return quoted(FORMULA.test(text) ? `'${text}` : text);
  };
  const separator = french ? ';' : ',';
  const quoted = (text) => (text.includes(separator) || /["\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(separator)}\r\n`).join('')}`;
}
