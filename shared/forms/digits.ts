/** ۰-۹ (U+06F0) and ٠-٩ (U+0660) as 0-9; `٫` and `٬` as decimal and thousands marks (rule L4). */
export const latinDigits = (typed: string): string =>
	typed
		.replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
		.replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
		.replace(/\u066b/g, '.')
		.replace(/\u066c/g, '')
