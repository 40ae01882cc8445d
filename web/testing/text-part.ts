import type { TextKey, TextValues } from '../ui/i18n.ts'
import { text } from './text.ts'

/** Matches names and texts that contain the text of a key. */
export const partOf = (key: TextKey, values?: TextValues): RegExp => new RegExp(escaped(text(key, values)))

/** Matches names and texts that begin with the text of a key. */
export const beginOf = (key: TextKey, values?: TextValues): RegExp =>
	new RegExp(`^${escaped(text(key, values))}`)

const escaped = (sentence: string): string => sentence.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
