/**
 * Properties of the standard that this DOM lacks. Without these two react-hook-form takes every menu for one that somebody has changed before the
 * form was ready, and drops its default value.
 */
export function fillDomGaps(): void {
	Object.defineProperty(HTMLSelectElement.prototype, 'size', {
		configurable: true,
		get(this: HTMLSelectElement) {
			return Number(this.getAttribute('size') ?? 0)
		},
	})
	Object.defineProperty(HTMLOptionElement.prototype, 'defaultSelected', {
		configurable: true,
		get(this: HTMLOptionElement) {
			return this.hasAttribute('selected')
		},
	})
	// a dialog that is shown over the page; this DOM knows only one that stands in it
	HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
		this.setAttribute('open', '')
	}
}
