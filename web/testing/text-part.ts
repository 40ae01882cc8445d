import type { TextKey, TextValues } from '../ui/i18n.ts'
import { text } from './text.ts'

/** For names and texts that hold the sentence of a key among others. */
export const partOf = (key: TextKey, values?: TextValues): RegExp => new RegExp(escaped(text(key, values)))

/** For names and texts that begin with the sentence of a key. */
export const beginOf = (key: TextKey, values?: TextValues): RegExp =>
	new RegExp(`^${escaped(text(key, values))}`)

const escaped = (sentence: string): string => sentence.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
