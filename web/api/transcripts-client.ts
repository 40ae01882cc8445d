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
import { read, searchOf } from './desk-client.ts'
import { getJson, postJson } from './server-client.ts'

type TranscriptQuery = Readonly<Record<string, string | undefined>>

export const themes = (): Promise<Theme[]> => read(themeListSchema, getJson('/api/themes'))
export const saveTheme = (theme: SaveThemeRequest): Promise<{ version: number }> =>
	read(z.object({ version: z.int() }), postJson('/api/themes', theme))
export const fetchTranscripts = (round: string): Promise<TranscriptListResponse> =>
	read(transcriptListResponseSchema, getJson(`/api/talks?${searchOf({ round })}`))
export const fetchTranscript = (id: string): Promise<TranscriptResponse> =>
	read(transcriptResponseSchema, getJson(`/api/talks/${id}`))
export const codePassage = async (id: string, coding: SaveCodingRequest): Promise<void> => {
	await postJson(`/api/talks/${id}/codings`, coding)
}
export const quotes = (asked: TranscriptQuery): Promise<Quotes> =>
	read(quotesSchema, getJson(`/api/talks/quotes?${searchOf(asked)}`))
export const agreement = (asked: TranscriptQuery): Promise<AgreementResponse> =>
	read(agreementSchema, getJson(`/api/talks/agreement?${searchOf(asked)}`))
