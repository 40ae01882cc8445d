import { vi } from 'vitest'

/** A file that the page passes to the browser. */
export interface Download {
	/** '' if the server names the file. */
	readonly name: string
	/** URL of a file on the server, or a blob URL of a file made in the page. */
	readonly address: string
	/** Content of a file that was made in the page. */
	text(): Promise<string>
}

/** Collects saved files, in order, in place of the browser's downloads. */
export function watchDownloads(): readonly Download[] {
	const downloads: Download[] = []
	const contents = new Map<string, Blob>()
	vi.spyOn(URL, 'createObjectURL').mockImplementation((content) => {
		const address = `blob:test/${contents.size}`
		contents.set(address, content as Blob)
		return address
	})
	vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
		const address = this.getAttribute('href') ?? ''
		downloads.push({
			name: this.download,
			address,
			// the byte order mark is for spreadsheets and not part of the text
			text: async () => ((await contents.get(address)?.text()) ?? '').replace(/^\ufeff/, ''),
		})
	})
	return downloads
}
