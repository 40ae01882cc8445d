const compoundFile = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]

/**
 * True for old workbooks, whatever the name of the file, and for those with a password, whichever Excel wrote
 * them.
 */
export const isCompoundFile = (bytes: Uint8Array): boolean =>
	compoundFile.every((byte, i) => bytes[i] === byte)
