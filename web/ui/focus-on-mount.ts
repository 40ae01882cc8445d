/** Used as a `ref`: focuses the element that replaces a pressed button. */
export const focusOnMount = (element: HTMLElement | null): void => element?.focus()
