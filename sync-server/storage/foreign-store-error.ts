/** A store that belongs to another project; the message says what to do. */
export class ForeignStoreError extends Error {
	constructor(project: string, found: string, isEmpty: boolean) {
		super(
			`What lies there is that of ${found}, and this program was started for ${project}. Nothing was changed. The survey and the helpline each have a store and backups of their own: name the right one (DATA_FOLDER, DATABASE_URL, --from), and set DEPLOYMENTS=helpline for the helpline alone.${isEmpty ? ' Nothing has been written there yet: remove it, if it was begun by mistake.' : ''}`,
		)
	}
}
