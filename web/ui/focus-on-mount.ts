/** Used as a `ref`: focuses the heading or panel that replaces a pressed button. Fields have `autoFocus`. */
export const focusNow = (element: HTMLElement | null): void => element?.focus()
