import { vi } from 'vitest'

/** A file that the page hands to the browser. */
export interface Download {
	/** '' where the server names the file. */
	readonly name: string
	/** Of a file at the server; of one made in the page an address of the browser's own. */
	readonly address: string
	/** Content of a file made in the page. */
	text(): Promise<string>
}

/** Keeps what a test saves, the first file first, in place of the downloads of a browser. */
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
			// the mark at the beginning is for spreadsheets, and not of the text
			text: async () => ((await contents.get(address)?.text()) ?? '').replace(/^\ufeff/, ''),
		})
	})
	return downloads
}
