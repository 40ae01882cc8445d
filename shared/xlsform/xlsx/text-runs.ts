/**
 * The text of a cell, whole or in runs of different styles; the pronunciation of East Asian words (`rPh`) is
 * not part of it.
 */
export class TextRuns {
	#text = ''
	#listens = false
	#isSpoken = false

	clear(): void {
		this.#text = ''
	}

	open(element: string): void {
		if (element === 'rPh') this.#isSpoken = true
		else if (element === 't') this.#listens = !this.#isSpoken
	}

	close(element: string): void {
		if (element === 'rPh') this.#isSpoken = false
		else if (element === 't') this.#listens = false
	}

	add(text: string): void {
		if (this.#listens) this.#text += text
	}

	get text(): string {
		return asWritten(this.#text)
	}
}

/** Decodes letters that XML cannot hold, such as `_x000D_` (ECMA-376, 22.9.2.19 ST_Xstring). */
export const asWritten = (text: string): string =>
	text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
