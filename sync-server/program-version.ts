/** Replaced by the build. */
declare const __ZILA_VERSION__: string

const isBuilt = typeof __ZILA_VERSION__ !== 'undefined'

/** Version and commit of this program. */
export const programVersion = isBuilt ? __ZILA_VERSION__ : 'from its sources'

/** Folder of the built program; null for one that runs from its sources. */
export const builtFolder = isBuilt ? 'dist/server' : null
