/** As a `ref`: what takes the place of the button that was pressed has the focus once it stands. */
export const focusNow = (element: HTMLElement | null): void => element?.focus()
