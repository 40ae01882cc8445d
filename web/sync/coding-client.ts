import * as z from 'zod/mini'
import {
	type AgreementTold,
	agreementSchema,
	type CodingToKeep,
	type Quotes,
	quotesSchema,
	type TalksListed,
	type TalkTold,
	talksListedSchema,
	talkToldSchema,
} from '#shared/coding/coded-talks'
import { type ThemeListed, type ThemeToKeep, themesListedSchema } from '#shared/coding/themes'
import { read, searchOf } from './desk-client.ts'
import { getJson, postJson } from './server-client.ts'

type TranscriptQuery = Readonly<Record<string, string | undefined>>

export const themes = (): Promise<ThemeListed[]> => read(themesListedSchema, getJson('/api/themes'))
export const saveTheme = (theme: ThemeToKeep): Promise<{ version: number }> =>
	read(z.object({ version: z.int() }), postJson('/api/themes', theme))
export const fetchTranscripts = (round: string): Promise<TalksListed> =>
	read(talksListedSchema, getJson(`/api/talks?${searchOf({ round })}`))
export const fetchTranscript = (id: string): Promise<TalkTold> =>
	read(talkToldSchema, getJson(`/api/talks/${id}`))
export const codePassage = async (id: string, coding: CodingToKeep): Promise<void> => {
	await postJson(`/api/talks/${id}/codings`, coding)
}
export const quotes = (asked: TranscriptQuery): Promise<Quotes> =>
	read(quotesSchema, getJson(`/api/talks/quotes?${searchOf(asked)}`))
export const agreement = (asked: TranscriptQuery): Promise<AgreementTold> =>
	read(agreementSchema, getJson(`/api/talks/agreement?${searchOf(asked)}`))
