import { fromBase64url, toBase64url } from '#shared/kernel/bytes'
import type { SealedBox } from '../database/rows.ts'

/** A sealed box in a row of the settings, whose values are text. */
export interface BoxText {
	readonly iv: string
	readonly box: string
}

export const boxToText = ({ iv, box }: SealedBox): BoxText => ({
	iv: toBase64url(iv),
	box: toBase64url(new Uint8Array(box)),
})

export const boxFromText = ({ iv, box }: BoxText): SealedBox => ({
	iv: fromBase64url(iv),
	box: fromBase64url(box).buffer as ArrayBuffer,
})
