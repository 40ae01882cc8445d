/**
 * Adds standard properties that this DOM lacks. Without these two, react-hook-form considers every menu
 * changed before the form was ready, and drops its default value; React sets the second.
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
		set(this: HTMLOptionElement, isSelected: boolean) {
			this.toggleAttribute('selected', isSelected)
		},
	})
	// shows a modal dialog; this DOM only has dialogs within the page
	HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
		this.setAttribute('open', '')
	}
}
