import { useState } from 'react'
import * as z from 'zod/mini'
import { coverageApi } from '#shared/api/coverage'
import { localize } from '#shared/forms/localized-text'
import {
	type Boundaries,
	type BoundariesParseResult,
	maxBoundaryBytes,
	parseBoundaries,
} from '#shared/study/boundaries'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { useDesk } from '../kit/desk-context.ts'
import { FieldError } from '../kit/field-error.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'

/** Texts below the map. */
const creditsForm = z.object({
	attribution: z.string().check(z.trim(), z.minLength(1), z.maxLength(400)),
	disclaimer: z.string().check(z.trim(), z.minLength(1), z.maxLength(600)),
})

interface BoundariesFormProps {
	/** Null if the map shows tiles. */
	readonly boundaries: Boundaries | null
	readonly onDone: () => void
}

/** Imports boundaries from a file, with their attribution; or returns to tiles. */
export function BoundariesForm({ boundaries, onDone }: BoundariesFormProps) {
	const { t } = useTranslations()
	const { found, choose, remove, removal, fields } = useBoundaries({ boundaries, onDone })
	const { submit, problem, isSubmitting } = fields
	return (
		<details className="panel" id="boundaries">
			<summary>{t('coverage.boundaries.title')}</summary>
			<form className="stack tight" noValidate onSubmit={submit}>
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
				<CreditFields register={fields.register} errors={fields.errors} />
				<ProblemNote problem={problem ?? removal.problem} />
				{found && <FileNote found={found} />}
				<div className="actions">
					<button type="submit" disabled={isSubmitting || found?.outcome !== 'read'}>
						{t('coverage.boundaries.save')}
					</button>
					{boundaries && (
						<button
							type="button"
							className="plain"
							disabled={isSubmitting || removal.isBusy}
							onClick={() => void removal.run(remove)}
						>
							{t('coverage.boundaries.remove')}
						</button>
					)}
				</div>
			</form>
		</details>
	)
}

type BoundariesFile = BoundariesParseResult | { readonly outcome: 'too-large' }

/** The chosen file and its credits, and the actions that save or remove the boundaries. */
function useBoundaries({ boundaries, onDone }: BoundariesFormProps) {
	const { t } = useTranslations()
	const { study } = useDesk()
	const [found, setFound] = useState<BoundariesFile | null>(null)
	const removal = useAsyncAction()
	const fields = useDeskForm({
		schema: creditsForm,
		defaultValues: {
			attribution: boundaries?.attribution ?? '',
			disclaimer: boundaries?.disclaimer || t('coverage.boundaries.defaultDisclaimer'),
		},
		onSubmit: async (credits) => {
			if (found?.outcome === 'read') await put(credits, found.shapes)
		},
	})
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
	async function put({ attribution, disclaimer }: z.infer<typeof creditsForm>, shapes: Boundaries['shapes']) {
		await callRoute(coverageApi.importBoundaries, { body: { attribution, disclaimer, shapes } })
		setFound(null)
		onDone()
	}
	/** The server requires both texts, also without a map below which they would stand: a dash is for none. */
	const remove = () => {
		const { attribution, disclaimer } = fields.getValues()
		return put({ attribution: attribution.trim() || '–', disclaimer: disclaimer.trim() || '–' }, [])
	}
	return { found, choose, remove, removal, fields }
}

type CreditFieldsProps = Pick<ReturnType<typeof useBoundaries>['fields'], 'register' | 'errors'>

function CreditFields({ register, errors }: CreditFieldsProps) {
	const { t } = useTranslations()
	return (
		<>
			<label className="field">
				{t('coverage.boundaries.attribution')}
				<input
					dir="auto"
					maxLength={400}
					aria-invalid={errors.attribution !== undefined}
					{...register('attribution')}
				/>
			</label>
			<FieldError error={errors.attribution} text={t('desk.required')} />
			<label className="field">
				{t('coverage.boundaries.disclaimer')}
				<textarea
					dir="auto"
					maxLength={600}
					aria-invalid={errors.disclaimer !== undefined}
					{...register('disclaimer')}
				/>
			</label>
			<FieldError error={errors.disclaimer} text={t('desk.required')} />
		</>
	)
}

interface FileNoteProps {
	readonly found: BoundariesFile
}

/** Districts that the file has and lacks, or the reason why it cannot be read. */
function FileNote({ found }: FileNoteProps) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	if (found.outcome !== 'read')
		return (
			<p className="note stop" role="alert">
				{t(`coverage.boundaries.error.${found.outcome}`)}
			</p>
		)
	const nameOf = (code: string) => {
		const district = study.districts.find((each) => each.code === code)
		return district ? localize(district.name, language) : code
	}
	return (
		<p className="note wait" role="status">
			{t('coverage.boundaries.found', { count: found.shapes.length })}{' '}
			{found.missing.length > 0 &&
				t('coverage.boundaries.missing', {
					districts: found.missing.map(nameOf).join(language === 'en' ? ', ' : '، '),
				})}
		</p>
	)
}
