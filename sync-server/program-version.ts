/** Replaced by the build. */
declare const __ZILA_VERSION__: string

/** Version and commit of this program. */
export const programVersion = typeof __ZILA_VERSION__ === 'undefined' ? 'from its sources' : __ZILA_VERSION__
