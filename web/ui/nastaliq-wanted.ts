/** Somebody on this phone reads questions in Nastaliq. */
export const nastaliqKey = 'zila-nastaliq'

export const isNastaliqWanted = (): boolean => localStorage.getItem(nastaliqKey) !== null
