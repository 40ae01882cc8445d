/** Somebody on this phone reads questions in Nastaliq. */
export const nastaliqKey = 'zila-nastaliq'

export const isNastaliqEnabled = (): boolean => localStorage.getItem(nastaliqKey) !== null
