/** Set in localStorage if questions are shown in Nastaliq on this phone. */
export const nastaliqKey = 'zila-nastaliq'

export const isNastaliqEnabled = (): boolean => localStorage.getItem(nastaliqKey) !== null
