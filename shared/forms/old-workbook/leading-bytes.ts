const compoundFile = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]

/** Old workbooks begin so, whatever the file is called; so do those with a password, whatever Excel wrote them. */
export const isCompoundFile = (bytes: Uint8Array): boolean =>
	compoundFile.every((byte, i) => bytes[i] === byte)
