import * as z from 'zod/mini'
import {
	type AgreementResponse,
	agreementSchema,
	type Quotes,
	quotesSchema,
	type SaveCodingRequest,
	type TranscriptListResponse,
	type TranscriptResponse,
	transcriptListResponseSchema,
	transcriptResponseSchema,
} from '#shared/transcripts/coded-transcripts'
import { type SaveThemeRequest, type Theme, themeListSchema } from '#shared/transcripts/themes'
import { read } from './read-reply.ts'
import { searchOf } from './search-of.ts'
import { getJson, postJson } from './server-client.ts'

type TranscriptQuery = Readonly<Record<string, string | undefined>>

export const themes = (): Promise<Theme[]> => read(themeListSchema, getJson('/api/themes'))
export const saveTheme = (theme: SaveThemeRequest): Promise<{ version: number }> =>
	read(z.object({ version: z.int() }), postJson('/api/themes', theme))
export const fetchTranscripts = (round: string): Promise<TranscriptListResponse> =>
	read(transcriptListResponseSchema, getJson(`/api/transcripts?${searchOf({ round })}`))
export const fetchTranscript = (id: string): Promise<TranscriptResponse> =>
	read(transcriptResponseSchema, getJson(`/api/transcripts/${id}`))
export const codePassage = async (id: string, coding: SaveCodingRequest): Promise<void> => {
	await postJson(`/api/transcripts/${id}/codings`, coding)
}
export const quotes = (query: TranscriptQuery): Promise<Quotes> =>
	read(quotesSchema, getJson(`/api/transcripts/quotes?${searchOf(query)}`))
export const agreement = (query: TranscriptQuery): Promise<AgreementResponse> =>
	read(agreementSchema, getJson(`/api/transcripts/agreement?${searchOf(query)}`))
