/**
 * Normalises a text for search to letters and digits in one spelling each: `D. G. Khan` and `dg khan` are
 * equal, and so is Urdu from a keyboard with Arabic, Sindhi or Pashto letters. For searching only: in Sindhi
 * and Pashto these are letters of their own (rule L5).
 */
export const foldForSearch = (text: string): string =>
	text
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]|\u0640/gu, '')
		.replace(/[يىېۍ]/g, 'ی')
		.replace(/[كڪ]/g, 'ک')
		.replace(/ګ/g, 'گ')
		.replace(/[ټٽ]/g, 'ٹ')
		.replace(/[ډڊ]/g, 'ڈ')
		.replace(/[ړڙ]/g, 'ڑ')
		.replace(/[هھةە]/g, 'ہ')
