import { readFileSync } from 'node:fs'
import { QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import type { ReactNode } from 'react'
import type { Person } from '#shared/people/people'
import type { StudyResponse } from '#shared/study/deployments'
import { readDistricts } from '#shared/study/district-list'
import { defaultRounds } from '#shared/study/study'
import { StepUpDialog } from '../desk/account/step-up-dialog.tsx'
import { DeskContext } from '../desk/kit/desk-context.ts'
import { deskProblemTexts } from '../desk/kit/desk-problem-texts.ts'
import { createQueryClient } from '../desk/kit/query-client.ts'
import { clearToasts, Toasts } from '../desk/kit/toast.tsx'
import { ProblemTextsContext } from '../ui/problem-text.tsx'
import { type Replies, type ServerReplies, serveReplies } from './server-replies.ts'
import { speak } from './text.ts'

/** A data manager of all districts. */
export const dataManager: Person = {
	id: 'person-sadia',
	name: 'Sadia',
	code: 'sadia',
	role: 'data-manager',
	districts: 'all',
	language: 'en',
	demonstration: false,
	isActive: true,
}

export const study: StudyResponse = {
	project: 'pk31',
	offsetMinutes: 300,
	districts: readDistricts(readFileSync('shared/study/pakistan-2023/districts.csv', 'utf8')),
	rounds: [...defaultRounds],
	serves: ['survey'],
}

export interface DeskOptions {
	readonly person?: Partial<Person>
	readonly study?: Partial<StudyResponse>
	/** Path of the page, with its query. */
	readonly path?: string
	readonly replies?: Replies
	readonly language?: 'en' | 'ur'
}

export interface RenderedDesk {
	readonly user: ReturnType<typeof userEvent.setup>
	readonly server: ServerReplies
	/** Number of times that the component reloaded the study. */
	readonly studyChanges: () => number
	readonly unmount: () => void
	readonly container: HTMLElement
}

/** Renders part of the desk for a signed-in user, with replies in place of a server. */
export async function renderDesk(component: ReactNode, options: DeskOptions = {}): Promise<RenderedDesk> {
	history.replaceState(null, '', options.path ?? '/desk')
	await speak(options.language ?? 'en')
	clearToasts()
	// most maps are drawn without a base map
	const server = serveReplies({ 'GET /api/base-map': null, ...options.replies })
	let changes = 0
	const value = {
		person: { ...dataManager, ...options.person },
		study: { ...study, ...options.study },
		onStudyChange: () => {
			changes++
		},
	}
	const { unmount: unmountPart, container } = render(
		<QueryClientProvider client={createQueryClient()}>
			<DeskContext.Provider value={value}>
				<ProblemTextsContext value={deskProblemTexts}>
					{component}
					<StepUpDialog />
				</ProblemTextsContext>
			</DeskContext.Provider>
		</QueryClientProvider>,
	)
	// beside the component, as in the frame of the desk
	const toasts = render(
		<ProblemTextsContext value={deskProblemTexts}>
			<Toasts />
		</ProblemTextsContext>,
	)
	const unmount = () => {
		unmountPart()
		toasts.unmount()
	}
	return { user: userEvent.setup(), server, studyChanges: () => changes, unmount, container }
}
