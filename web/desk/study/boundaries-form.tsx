import { type FormEvent, useState } from 'react'
import { localize } from '#shared/forms/localized-text'
import { asProblem, type Problem } from '#shared/kernel/problem'
import {
	type Boundaries,
	type BoundariesParseResult,
	maxBoundaryBytes,
	parseBoundaries,
} from '#shared/study/boundaries'
import { saveBoundaries } from '../../api/desk-client.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'

/** Imports boundaries from a file, with their attribution; or returns to tiles. */
export function BoundariesForm({
	boundaries,
	onDone,
}: {
	boundaries: Boundaries | null
	onDone: () => void
}) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const [found, setFound] = useState<BoundariesParseResult | { outcome: 'too-large' } | null>(null)
	const [attribution, setAttribution] = useState(boundaries?.attribution ?? '')
	const [disclaimer, setDisclaimer] = useState(
		boundaries?.disclaimer || t('coverage.boundaries.defaultDisclaimer'),
	)
	const [problem, setProblem] = useState<Problem | null>(null)
	async function choose(file: File | undefined) {
		if (!file) return
		setFound(
			file.size > maxBoundaryBytes
				? { outcome: 'too-large' }
				: parseBoundaries(
						await file.text(),
						study.districts.map(({ code }) => code),
					),
		)
	}
	async function put(shapes: Boundaries['shapes']) {
		setProblem(null)
		try {
			await saveBoundaries({
				attribution: attribution.trim() || '–',
				disclaimer: disclaimer.trim() || '–',
				shapes,
			})
			setFound(null)
			onDone()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	function send(event: FormEvent) {
		event.preventDefault()
		if (found?.outcome === 'read') void put(found.shapes)
	}
	const nameOf = (code: string) => {
		const district = study.districts.find((each) => each.code === code)
		return district ? localize(district.name, language) : code
	}
	return (
		<details className="panel">
			<summary>{t('coverage.boundaries.title')}</summary>
			<form className="stack tight" onSubmit={send}>
				<p className="hint">{t('coverage.boundaries.help')}</p>
				<label className="field">
					{t('coverage.boundaries.file')}
					<input
						type="file"
						accept=".json,.geojson,.topojson,application/json,application/geo+json"
						onChange={(event) => {
							const [file] = event.target.files ?? []
							event.target.value = ''
							void choose(file)
						}}
					/>
				</label>
				<label className="field">
					{t('coverage.boundaries.attribution')}
					<input
						dir="auto"
						value={attribution}
						required
						maxLength={400}
						onChange={(event) => setAttribution(event.target.value)}
					/>
				</label>
				<label className="field">
					{t('coverage.boundaries.disclaimer')}
					<textarea
						dir="auto"
						value={disclaimer}
						required
						maxLength={600}
						onChange={(event) => setDisclaimer(event.target.value)}
					/>
				</label>
				<ProblemNote problem={problem} />
				{found && found.outcome !== 'read' && (
					<p className="note stop" role="alert">
						{t(`coverage.boundaries.error.${found.outcome}`)}
					</p>
				)}
				{found?.outcome === 'read' && (
					<p className="note wait" role="status">
						{t('coverage.boundaries.found', { count: found.shapes.length })}{' '}
						{found.missing.length > 0 &&
							t('coverage.boundaries.missing', {
								districts: found.missing.map(nameOf).join(language === 'en' ? ', ' : '، '),
							})}
					</p>
				)}
				<div className="actions">
					<button type="submit" disabled={found?.outcome !== 'read'}>
						{t('coverage.boundaries.save')}
					</button>
					{boundaries && (
						<button type="button" className="plain" onClick={() => void put([])}>
							{t('coverage.boundaries.remove')}
						</button>
					)}
				</div>
			</form>
		</details>
	)
}
