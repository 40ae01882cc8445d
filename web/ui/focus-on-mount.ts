/** Used as a `ref`: focuses the heading or panel that replaces a pressed button. Fields have `autoFocus`. */
export const focusOnMount = (element: HTMLElement | null): void => element?.focus()
