import './transcripts.css'
import { useRef, useState } from 'react'
import { Link } from 'wouter'
import { transcriptApi } from '#shared/api/transcripts'
import { localize } from '#shared/forms/localized-text'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { TranscriptResponse } from '#shared/transcripts/coded-transcripts'
import type { Theme } from '#shared/transcripts/themes'
import { callRoute } from '../../api/call-route.ts'
import { dateIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { KeysHint } from '../kit/keys-hint.tsx'
import { usePageItem } from '../kit/page-item.ts'
import { useFilter } from '../kit/use-filter.ts'
import { useListKeys } from '../kit/use-list-keys.ts'
import { useServerData } from '../kit/use-server-data.ts'
import { PassageItem } from './passage-item.tsx'
import { useTranscriptText } from './transcript-text.ts'
import { keyOf, useCoding, withTheme } from './use-coding.ts'

/**
 * Keys of themes, in the order of the codebook: all except those that navigate, mark a quote, write a memo
 * or undo.
 */
const themeKeys = [...'1234567890abcdefghilnoprstvwxyz']

/** Codes one transcript, passage by passage. */
export function TranscriptCodingScreen({ id }: { readonly id: string }) {
	const { t, language } = useTranslations()
	const { transcriptText } = useTranscriptText()
	const [filter, change] = useFilter(['others'])
	const [failed, setFailed] = useState<Problem | null>(null)
	const { found, loadedAt, problem, reload } = useServerData(`transcript ${id}`, async () => ({
		transcript: await callRoute(transcriptApi.transcript, { params: { id } }),
		themes: await callRoute(transcriptApi.themes),
	}))
	usePageItem(found ? transcriptText(found.transcript) : undefined)
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{found ? transcriptText(found.transcript) : t('transcripts.transcript')}</h1>
				<Link className="plain small button" href={`/desk/records/${id}`}>
					{t('transcripts.openRecord')}
				</Link>
			</header>
			<ProblemNote problem={failed ?? problem} />
			{found && (
				<>
					<p className="hint">
						{localize(found.transcript.formTitle, language)}, {dateIn(language, found.transcript.startedAt)}
					</p>
					<label className="inline">
						<input
							type="checkbox"
							checked={filter.others === '1'}
							onChange={({ target }) => change({ others: target.checked ? '1' : '' })}
						/>
						<span>{t('transcripts.showOthers')}</span>
					</label>
					<TranscriptCoding
						key={loadedAt}
						transcript={found.transcript}
						themes={found.themes}
						withOthers={filter.others === '1'}
						onFailure={(thrown) => {
							setFailed(asProblem(thrown))
							reload()
						}}
					/>
				</>
			)}
		</div>
	)
}

interface TranscriptCodingProps {
	readonly transcript: TranscriptResponse
	readonly themes: readonly Theme[]
	readonly withOthers: boolean
	readonly onFailure: (thrown: unknown) => void
}

function TranscriptCoding({ transcript, themes: codebook, withOthers, onFailure }: TranscriptCodingProps) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const work = useCoding(transcript, person.id, onFailure)
	const [at, setAt] = useState(0)
	const list = useRef<HTMLOListElement>(null)
	const current = transcript.passages[at]
	const offered = codebook.filter(({ isOn }) => isOn).map((theme, i) => ({ theme, key: themeKeys[i] ?? '' }))
	function goTo(place: number) {
		const next = Math.min(transcript.passages.length - 1, Math.max(0, place))
		setAt(next)
		list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
	}
	function undo() {
		const passage = work.undo()
		if (passage) goTo(transcript.passages.indexOf(passage))
	}
	const coding = current && work.codingOf(current)
	const act =
		current && coding
			? [
					...offered.map(
						({ theme, key }) => [key, () => work.change(current, withTheme(coding, theme.id))] as const,
					),
					...['ArrowDown', 'j'].map((key) => [key, () => goTo(at + 1)] as const),
					...['ArrowUp', 'k'].map((key) => [key, () => goTo(at - 1)] as const),
					['q', () => work.change(current, { ...coding, isQuote: !coding.isQuote })] as const,
					['m', () => list.current?.querySelector('textarea')?.focus()] as const,
					['u', undo] as const,
				]
			: []
	useListKeys(list, Object.fromEntries(act))
	return (
		<>
			<div className="filters">
				<button type="button" className="plain small" disabled={!work.canUndo} onClick={undo}>
					{t('transcripts.undo')}
				</button>
				<p className="hint">
					<KeysHint keys={t('transcripts.shortcuts')} />
				</p>
			</div>
			<ol className="passages" ref={list}>
				{transcript.passages.map((passage, place) => (
					<PassageItem
						key={keyOf(passage)}
						passage={passage}
						coders={transcript.coders}
						codebook={codebook}
						offered={offered}
						coding={work.codingOf(passage)}
						isChanged={work.isChanged(passage)}
						isCurrent={place === at}
						withOthers={withOthers}
						onGo={() => goTo(place)}
						onCode={(coding) => work.change(passage, coding)}
					/>
				))}
			</ol>
		</>
	)
}
