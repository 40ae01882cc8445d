import { useState } from 'react'
import type { FoundChanges } from '#shared/cleaning/bulk-edit'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { Preview } from './edit-preview.tsx'

interface EditPreviewLoaderProps {
	/** Key of the request: a changed key discards the preview. */
	readonly what: string
	/** Null while the request is incomplete. */
	readonly loadPreview: (() => Promise<FoundChanges>) | null
	readonly kind?: 'edit' | 'accept-later'
	readonly reading: FormReading
	readonly onDone: () => void
}

/** Loads a preview and shows it while the request is unchanged. */
export function EditPreviewLoader({
	what,
	loadPreview,
	kind = 'edit',
	reading,
	onDone,
}: EditPreviewLoaderProps) {
	const { t } = useTranslations()
	const [found, setFound] = useState<{
		readonly key: string
		readonly reloadCount: number
		readonly changes: FoundChanges
	} | null>(null)
	const [failed, setFailed] = useState<{ readonly key: string; readonly problem: Problem } | null>(null)
	const [isBusy, setBusy] = useState(false)
	async function run() {
		if (!loadPreview) return
		setBusy(true)
		setFailed(null)
		try {
			const changes = await loadPreview()
			setFound((before) => ({ key: what, reloadCount: (before?.reloadCount ?? 0) + 1, changes }))
		} catch (thrown) {
			setFound(null)
			setFailed({ key: what, problem: asProblem(thrown) })
		} finally {
			setBusy(false)
		}
	}
	return (
		<>
			<ProblemNote problem={failed?.key === what ? failed.problem : null} />
			<div className="actions">
				<button type="button" className="plain" disabled={!loadPreview || isBusy} onClick={() => void run()}>
					{t(isBusy ? 'cleaning.loading' : 'cleaning.previewChanges')}
				</button>
			</div>
			{found?.key === what && (
				<Preview
					key={found.reloadCount}
					found={{ ...found.changes, kind }}
					reading={reading}
					onDone={onDone}
				/>
			)}
		</>
	)
}
