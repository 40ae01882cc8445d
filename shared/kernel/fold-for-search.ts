/**
 * Letters and digits only, in one spelling each: `D. G. Khan` and `dg khan` are the same, and so is Urdu from a keyboard
 * with Arabic letters. For searching alone: in Sindhi and Pashto these are letters of their own (rule L5).
 */
export const foldForSearch = (text: string): string =>
	text
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]|\u0640/gu, '')
		.replace(/[يى]/g, 'ی')
		.replace(/ك/g, 'ک')
		.replace(/[هھة]/g, 'ہ')
